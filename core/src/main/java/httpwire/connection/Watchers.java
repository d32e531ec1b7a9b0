package httpwire.connection;

import httpwire.trace.ByteListener;
import httpwire.trace.ConnectionListener;
import httpwire.trace.DebugPrinter;
import httpwire.trace.ListenerChain;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The listeners of a connection: the caller's and the debug printer, either, both or none. */
final class Watchers {
  private @Nullable ConnectionListener own;
  private @Nullable PrintStream debugOutput;
  private int debugLevel;
  private @Nullable DebugPrinter printer;
  private Set<String> secretNames = Set.of();
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

  /**
   * Sets the names of the next request's fields that debug output hides, because its caller marked
   * them as secret.
   *
   * @param names in lower case
   */
  void setSecretNames(Set<String> names) {
    secretNames = names;
    if (printer != null) printer.setSecretNames(names);
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
    printer = null;
    if (debugLevel > 0) {
      PrintStream output = debugOutput != null ? debugOutput : System.out;
      DebugPrinter chosen = new DebugPrinter(output, debugLevel > 1);
      chosen.setSecretNames(secretNames);
      printer = chosen;
      active = own == null ? chosen : ListenerChain.of(List.of(own, chosen));
    }
    bytes = active instanceof ByteListener b ? b : null;
  }
}
