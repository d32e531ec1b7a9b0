package httpwire.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A {@link ScriptedPeer} on a port of 127.0.0.1. */
public final class ListeningPeer extends ScriptedPeer {
  private static final int BACKLOG = 128;

  private final List<Script> scripts;
  private final boolean secure;
  private final String name;
  private final List<String> strays = new CopyOnWriteArrayList<>();
  private final Acceptor acceptor;

  private ListeningPeer(List<Script> scripts, ServerSocket serverSocket) {
    this.scripts = List.copyOf(scripts);
    this.secure = !scripts.isEmpty() && scripts.stream().allMatch(Script::beginsWithTls);
    this.name = "httpwire-peer at port " + serverSocket.getLocalPort();
    this.acceptor = new Acceptor(serverSocket, this::accepted, name);
  }

  static ListeningPeer open(List<Script> scripts) {
    return open(address -> scripts);
  }

  /** With scripts that depend on the address. */
  static ListeningPeer open(Function<String, List<Script>> scripts) {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      ServerSocket serverSocket = new ServerSocket(0, BACKLOG, loopback);
      try {
        String address = "127.0.0.1:" + serverSocket.getLocalPort();
        ListeningPeer peer = new ListeningPeer(scripts.apply(address), serverSocket);
        peer.acceptor.start();
        return peer;
      } catch (RuntimeException e) {
        serverSocket.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port; after {@link #close} nobody listens there any more. */
  public int port() {
    return acceptor.port();
  }

  /** The address as in a URL: {@code 127.0.0.1:port}. */
  public String address() {
    return "127.0.0.1:" + port();
  }

  /**
   * A URL of this peer, {@code https} if its scripts begin with TLS.
   *
   * @param path with its slash
   */
  public String url(String path) {
    return (secure ? "https://" : "http://") + address() + path;
  }

  /** How many connections were accepted so far, those without a script not counted. */
  public int connectionCount() {
    return playCount();
  }

  @Override
  void acceptPending() throws InterruptedException {
    acceptor.catchUp();
  }

  @Override
  void stopAccepting() throws InterruptedException {
    acceptor.stop();
  }

  @Override
  List<String> unopened() {
    List<String> problems = new ArrayList<>();
    for (int number = playCount() + 1; number <= scripts.size(); number++) {
      problems.add("connection " + number + " of " + scripts.size() + " was never opened");
    }
    return problems;
  }

  @Override
  List<String> strays() {
    return strays;
  }

  private void accepted(Socket socket) throws IOException {
    int index = playCount();
    if (index < scripts.size()) {
      play(scripts.get(index), new TcpCarrier(socket), name);
    } else {
      strays.add("a connection came that has no script: there are only " + scripts.size());
      socket.close();
    }
  }
}
