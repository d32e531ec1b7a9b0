package httpwire.internal.wire;

import java.io.IOException;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** What a {@link BodyReader} tells to whoever owns the wire, and asks of them. */
public interface BodyWatcher {
  /** Asked before each read: the failure that ends the reading now, or null. */
  @Nullable IOException cancelled();

  /** The last {@code byteCount} bytes of {@code sink} were taken off the wire. */
  void received(Buffer sink, long byteCount);

  /** These bytes were taken off the wire. */
  void received(byte[] sink, int offset, int byteCount);

  /** Describes the failure that cut the body, once; what is answered is thrown from then on. */
  IOException described(IOException failure);

  /** Told once, when the reading has ended. */
  void ended(BodyEnd end);
}
