package httpwire.bench.client;

import java.io.IOException;
import java.io.InputStream;

/** A client whose calls block: one method for each kind of exchange. */
public abstract class BlockingClient implements BenchClient {
  /** What one read of a large body asks for. */
  protected static final int BLOCK_BYTES = 64 << 10;

  @Override
  public final void run(Exchange exchange, Pace pace, Check check) throws Exception {
    while (pace.goesOn()) once(exchange, check);
  }

  final void once(Exchange exchange, Check check) throws Exception {
    switch (exchange.kind()) {
      case GET:
        get(exchange, check);
        return;
      case GET_FIELDS:
        getFields(exchange, check);
        return;
      case DOWNLOAD_ARRAY:
        downloadArray(exchange, check);
        return;
      case DOWNLOAD_FILE:
        downloadFile(exchange, check);
        return;
      case DOWNLOAD_SOURCE:
        downloadSource(exchange, check);
        return;
      case UPLOAD_FIXED:
        uploadFixed(exchange, check);
        return;
      case UPLOAD_CHUNKED:
        uploadChunked(exchange, check);
        return;
      case UPLOAD_FILE:
        uploadFile(exchange, check);
        return;
      case UPLOAD_FLOW:
        uploadFlow(exchange, check);
        return;
      case UPLOAD_WRITER:
        uploadWritten(exchange, check);
        return;
      case PIPELINE:
        pipeline(exchange, check);
    }
  }

  protected abstract void get(Exchange exchange, Check check) throws Exception;

  protected abstract void getFields(Exchange exchange, Check check) throws Exception;

  protected abstract void downloadArray(Exchange exchange, Check check) throws Exception;

  protected abstract void downloadFile(Exchange exchange, Check check) throws Exception;

  protected void downloadSource(Exchange exchange, Check check) throws Exception {
    throw new NotOffered("no Okio source");
  }

  protected abstract void uploadFixed(Exchange exchange, Check check) throws Exception;

  protected abstract void uploadChunked(Exchange exchange, Check check) throws Exception;

  protected abstract void uploadFile(Exchange exchange, Check check) throws Exception;

  protected void uploadFlow(Exchange exchange, Check check) throws Exception {
    throw new NotOffered("no flow");
  }

  protected void uploadWritten(Exchange exchange, Check check) throws Exception {
    throw new NotOffered("no suspending writer");
  }

  protected void pipeline(Exchange exchange, Check check) throws Exception {
    throw new NotOffered("no pipelining");
  }

  /** Reads a large body to its end through one array. */
  protected static void drain(InputStream in, byte[] block, Exchange exchange, Check check)
      throws IOException {
    for (int n = in.read(block); n >= 0; n = in.read(block)) check.piece(block, 0, n);
    check.end(exchange);
  }
}
