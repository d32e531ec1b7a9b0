package httpwire.internal.wire;

import java.io.IOException;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The owner of the wire that a {@link BodyReader} reads: asked before a read, and told of its
 * result.
 */
public interface BodyWatcher {
  /** Asked before each read: the failure that ends the reading now, or null. */
  @Nullable IOException cancelled();

  /**
   * Moves what has arrived into the buffer of the wire, without waiting. Returns whether the buffer
   * has anything now; may do nothing.
   */
  boolean poll();

  /** The last {@code byteCount} bytes of {@code sink} were taken off the wire. */
  void received(Buffer sink, long byteCount);

  /** These bytes were taken off the wire. */
  void received(byte[] sink, int offset, int byteCount);

  /** A chunk follows that has extensions: those of its size line, from the first semicolon on. */
  default void extensionsReceived(String extensions) {}

  /** Whether {@link #framingReceived} is to be called: it costs a copy. */
  default boolean wantsFraming() {
    return false;
  }

  /** These bytes of chunk framing were taken off the wire, those of trailers included. */
  default void framingReceived(ByteString framing) {}

  /**
   * Called once with the failure that cut the body; the exception that it returns is thrown by this
   * read and every later one.
   */
  IOException described(IOException failure);

  /** Told once, when the reading has ended. */
  void ended(BodyEnd end);
}
