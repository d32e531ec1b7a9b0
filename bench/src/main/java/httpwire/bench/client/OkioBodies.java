package httpwire.bench.client;

import java.io.IOException;
import okio.Buffer;
import okio.Source;

/** Large bodies out of an Okio source. */
public final class OkioBodies {
  private OkioBodies() {}

  /** Takes a large body to its end, as many bytes at a time as one asks for with arrays. */
  public static void drain(Source source, Exchange exchange, Check check) throws IOException {
    Buffer taken = new Buffer();
    while (source.read(taken, BlockingClient.BLOCK_BYTES) >= 0) {
      look(taken, check);
      taken.clear();
    }
    check.end(exchange);
  }

  private static void look(Buffer taken, Check check) {
    if (check.isThorough()) {
      byte[] bytes = taken.readByteArray();
      check.piece(bytes, 0, bytes.length);
    } else {
      check.skipped(taken.size());
    }
  }
}
