package httpwire.client.decoding;

import httpwire.HttpException.LimitExceeded;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/** {@code zstd}, RFC 8878, by {@code com.github.luben:zstd-jni}, within a window (RFC 9659). */
final class ZstdDecoder implements ContentDecoder {
  private static final List<String> CODINGS = List.of("zstd");
  private static final @Nullable StreamClass LIBRARY =
      StreamClass.find("com.github.luben.zstd.ZstdInputStreamNoFinalizer");
  private static final @Nullable Method SET_WINDOW =
      LIBRARY == null ? null : LIBRARY.method("setLongMax", int.class);

  private final int maxWindowBytes;

  ZstdDecoder(int maxWindowBytes) {
    this.maxWindowBytes = maxWindowBytes;
  }

  static boolean isAvailable() {
    return SET_WINDOW != null;
  }

  @Override
  public List<String> getCodings() {
    return CODINGS;
  }

  @Override
  public Source decode(BufferedSource coded) throws IOException {
    InputStream stream = Objects.requireNonNull(LIBRARY).open(coded.inputStream());
    try {
      int log = Integer.numberOfTrailingZeros(maxWindowBytes);
      Objects.requireNonNull(SET_WINDOW).invoke(stream, log);
    } catch (ReflectiveOperationException e) {
      stream.close();
      throw StreamClass.failure(e);
    }
    return new ForwardingSource(Okio.source(stream)) {
      @Override
      public long read(Buffer sink, long byteCount) throws IOException {
        try {
          return super.read(sink, byteCount);
        } catch (IOException e) {
          throw isWindowTooLarge(e) ? tooLarge() : e;
        }
      }
    };
  }

  private LimitExceeded tooLarge() {
    return new LimitExceeded(
        "the window of the zstd body is larger than "
            + maxWindowBytes
            + " bytes: Decoding.withMaxZstdWindowBytes allows more");
  }

  /** By the library's error code, ZSTD_error_frameParameter_windowTooLarge. */
  private static boolean isWindowTooLarge(IOException e) {
    try {
      return e.getClass().getMethod("getErrorCode").invoke(e) instanceof Long code && code == 16;
    } catch (ReflectiveOperationException other) {
      return false;
    }
  }
}
