package httpwire.client.pool;

import httpwire.client.pool.PoolState.Slot;
import httpwire.connection.HttpConnection;
import httpwire.transport.Transport;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** What is known of a lease after it was lost: garbage collected without having been given back. */
final class LeaseWatch extends WeakReference<Lease> {
  private final Slot<Object, HttpConnection> slot;

  /** The neighbours in {@link HeldLeases}, and whether it is there. */
  @Nullable LeaseWatch earlier;

  @Nullable LeaseWatch later;
  boolean isHeld;

  private @Nullable Object what;
  private @Nullable Transport transport;

  LeaseWatch(Lease lease, Slot<Object, HttpConnection> slot, ReferenceQueue<Lease> queue) {
    super(lease, queue);
    this.slot = slot;
  }

  Slot<Object, HttpConnection> slot() {
    return slot;
  }

  void use(Object what) {
    this.what = what;
  }

  void opened(@Nullable Transport transport) {
    this.transport = transport;
  }

  /** Closes the connection, and says whose response it was. */
  void cut() {
    Transport open = transport;
    if (open != null) open.cancel();
    System.getLogger("httpwire")
        .log(
            System.Logger.Level.WARNING,
            "the response to "
                + (what == null ? "a request" : what)
                + " was neither read to its end nor closed; its connection is closed now");
  }
}
