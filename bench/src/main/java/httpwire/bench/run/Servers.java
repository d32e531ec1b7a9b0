package httpwire.bench.run;

import httpwire.bench.server.Counts;
import httpwire.bench.server.Nginx;
import httpwire.bench.server.OwnServers;
import httpwire.bench.server.ServerMain;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** All servers of a run, each in a process of its own. */
final class Servers implements Closeable {
  private final Path folder;
  private final Nginx nginx;
  private final OwnServers own;
  private int freshPorts;

  Servers(Path folder, List<String> javaCommand) throws IOException, InterruptedException {
    this.folder = folder;
    this.nginx = new Nginx(folder.resolve("nginx"));
    this.own = new OwnServers(javaCommand);
  }

  Addresses addresses() {
    int[] ports = new int[Site.values().length];
    for (Site site : Site.values()) ports[site.ordinal()] = port(site);
    return new Addresses(folder, ports);
  }

  /** As {@link #addresses}, with a port of the slow server that no process had before. */
  Addresses freshAddresses() {
    Addresses addresses = addresses();
    addresses.ports()[Site.SLOW.ordinal()] = own.slowPort(freshPorts++);
    return addresses;
  }

  private int port(Site site) {
    int server = own(site);
    if (server >= 0) return own.port(server);
    return site.isSecure() ? nginx.securePort() : nginx.port();
  }

  /** Which of our own servers it is; -1 for nginx. */
  private static int own(Site site) {
    switch (site) {
      case FIELDS:
        return ServerMain.FIELDS;
      case CHUNKED:
        return ServerMain.CHUNKED;
      case SINK:
        return ServerMain.SINK;
      case SLOW:
        return ServerMain.SLOW;
      case PIPELINE:
        return ServerMain.PIPELINE;
      default:
        return -1;
    }
  }

  /** What that server has seen so far. */
  Counts counts(Site site) throws IOException {
    int server = own(site);
    return server < 0 ? nginx.counts() : own.counts(server);
  }

  @Override
  public void close() {
    own.close();
    nginx.close();
  }
}
