package httpwire.bench.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;

/**
 * Our own servers in a process of their own. First prints their ports in one line, in the order of
 * {@link #FIELDS} and behind them all of the slow one's, then a line of counts for each line that
 * names a server. Ends with its input.
 */
public final class ServerMain {
  public static final int FIELDS = 0;
  public static final int CHUNKED = 1;
  public static final int SINK = 2;
  public static final int SLOW = 3;
  public static final int PIPELINE = 4;
  static final int COUNT = 5;

  private ServerMain() {}

  public static void main(String[] args) throws IOException {
    SlowServer slow = new SlowServer();
    BenchServer[] servers = {
      new FieldsServer(), new ChunkedServer(), new SinkServer(), slow, new PipelineServer()
    };
    StringBuilder ports = new StringBuilder();
    for (BenchServer server : servers) {
      server.start();
      ports.append(server.port()).append(' ');
    }
    for (int i = 0; i < SlowServer.PORTS; i++) ports.append(slow.port(i)).append(' ');
    System.out.println(ports);
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      Counts counts = servers[Integer.parseInt(line)].counts();
      System.out.println(counts.connections() + " " + counts.requests());
    }
  }
}
