package httpwire.bench.server;

import java.io.IOException;

/** Threads that end with the process. */
final class Daemons {
  interface Work {
    void run() throws IOException;
  }

  private Daemons() {}

  /** A client that goes away in the middle is no event: that is what ends a connection's thread. */
  static void start(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                if (Boolean.getBoolean("bench.server.trace")) e.printStackTrace();
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }
}
