package httpwire.connection;

import httpwire.transport.Transport;
import java.io.IOException;

/** Closes what nobody will use again. */
final class Closing {
  private Closing() {}

  /**
   * Closes; a farewell that fails changes nothing for the caller, who has all there was to have.
   */
  static void quietly(Transport transport) {
    try {
      transport.close();
    } catch (IOException farewellFailed) {
      transport.cancel();
    }
  }
}
