package httpwire.connection;

import httpwire.trace.ByteListener;
import httpwire.trace.ConnectionListener;
import httpwire.trace.DebugPrinter;
import httpwire.trace.ListenerChain;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The listeners of a connection: the caller's and the debug printer, either, both or none. */
final class Watchers {
  private @Nullable ConnectionListener own;
  private @Nullable PrintStream debugOutput;
  private int debugLevel;
  private @Nullable ConnectionListener active;
  private @Nullable ByteListener bytes;

  Watchers(@Nullable ConnectionListener own) {
    this.own = own;
    choose();
  }

  /** Replaces the caller's listener; null for none. */
  void setListener(@Nullable ConnectionListener listener) {
    own = listener;
    choose();
  }

  void setDebugLevel(int level) {
    debugLevel = level;
    choose();
  }

  void setDebugOutput(PrintStream output) {
    debugOutput = output;
    choose();
  }

  /** The listener to call; null if there is none. */
  @Nullable ConnectionListener active() {
    return active;
  }

  /** The listener to show bytes to; null if none wants them, so that none are copied. */
  @Nullable ByteListener bytes() {
    return bytes;
  }

  private void choose() {
    active = own;
    if (debugLevel > 0) {
      PrintStream output = debugOutput != null ? debugOutput : System.out;
      DebugPrinter printer = new DebugPrinter(output, debugLevel > 1);
      active = own == null ? printer : ListenerChain.of(List.of(own, printer));
    }
    bytes = active instanceof ByteListener b ? b : null;
  }
}
