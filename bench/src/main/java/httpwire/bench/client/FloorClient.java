package httpwire.bench.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The floor: what one would write by hand for exactly these exchanges and nothing else. The request
 * is made once; of an answer the status, the length, and the fields asked for are looked at.
 */
public class FloorClient extends BlockingClient {
  private static final byte[][] FIELDS = new byte[Exchange.FIELDS.length][];

  static {
    for (int i = 0; i < FIELDS.length; i++) {
      FIELDS[i] = (Exchange.FIELDS[i] + ":").getBytes(ISO_8859_1);
    }
  }

  private final Setup setup;
  private FloorWire wire;
  private byte[] request;
  private Exchange requested;

  public FloorClient(Setup setup) {
    this.setup = setup;
  }

  /** The connection, opened with the first exchange. */
  final FloorWire wire(Exchange exchange) throws Exception {
    if (wire == null) wire = FloorWire.open(exchange, setup);
    return wire;
  }

  final byte[] request(Exchange exchange) {
    if (requested != exchange) {
      requested = exchange;
      request = head(exchange).getBytes(ISO_8859_1);
    }
    return request;
  }

  private static String head(Exchange exchange) {
    String fields = "Host: " + exchange.authority() + "\r\nAccept-Encoding: identity\r\n";
    switch (exchange.kind()) {
      case UPLOAD_CHUNKED:
      case UPLOAD_FLOW:
        return put(exchange) + fields + "Transfer-Encoding: chunked\r\n\r\n";
      case UPLOAD_FIXED:
      case UPLOAD_FILE:
      case UPLOAD_WRITER:
        return put(exchange) + fields + "Content-Length: " + exchange.byteCount() + "\r\n\r\n";
      default:
        return "GET " + exchange.path() + " HTTP/1.1\r\n" + fields + "\r\n";
    }
  }

  private static String put(Exchange exchange) {
    return "PUT " + exchange.path() + " HTTP/1.1\r\n";
  }

  @Override
  protected void get(Exchange exchange, Check check) throws Exception {
    FloorWire wire = wire(exchange);
    wire.out.write(request(exchange));
    check.status(wire.readHead());
    check.small(wire.readBody());
  }

  @Override
  protected void getFields(Exchange exchange, Check check) throws Exception {
    FloorWire wire = wire(exchange);
    wire.out.write(request(exchange));
    check.status(wire.readHead(FIELDS));
    for (String value : wire.values) check.field(value);
    check.small(wire.readBody());
  }

  @Override
  protected void downloadArray(Exchange exchange, Check check) throws Exception {
    FloorWire wire = wire(exchange);
    wire.out.write(request(exchange));
    check.status(wire.readHead());
    drain(wire.body(), wire.block, exchange, check);
  }

  /** The same as into an array: the floor knows no Okio. */
  @Override
  protected void downloadSource(Exchange exchange, Check check) throws Exception {
    downloadArray(exchange, check);
  }

  @Override
  protected void downloadFile(Exchange exchange, Check check) throws Exception {
    FloorWire wire = wire(exchange);
    wire.out.write(request(exchange));
    check.status(wire.readHead());
    InputStream body = wire.body();
    try (OutputStream file = new FileOutputStream(exchange.file().toFile())) {
      for (int n = body.read(wire.block); n >= 0; n = body.read(wire.block)) {
        file.write(wire.block, 0, n);
      }
    }
    check.file(exchange);
  }

  @Override
  protected void uploadFixed(Exchange exchange, Check check) throws Exception {
    upload(exchange, new ContentStream(exchange.byteCount()), check);
  }

  @Override
  protected void uploadFile(Exchange exchange, Check check) throws Exception {
    try (InputStream file = new FileInputStream(exchange.file().toFile())) {
      upload(exchange, file, check);
    }
  }

  private void upload(Exchange exchange, InputStream body, Check check) throws Exception {
    FloorWire wire = wire(exchange);
    wire.out.write(request(exchange));
    byte[] block = wire.block;
    for (int n = body.read(block); n >= 0; n = body.read(block)) wire.out.write(block, 0, n);
    readReceipt(wire, exchange, check);
  }

  @Override
  protected void uploadChunked(Exchange exchange, Check check) throws Exception {
    FloorWire wire = wire(exchange);
    wire.out.write(request(exchange));
    InputStream body = new ContentStream(exchange.byteCount());
    ChunkFrame frame = new ChunkFrame();
    for (int n = frame.fill(body); n >= 0; n = frame.fill(body)) frame.writeTo(wire.out, n);
    wire.out.write(ChunkFrame.END);
    readReceipt(wire, exchange, check);
  }

  /** The same as in chunks from a stream: the floor knows no coroutines. */
  @Override
  protected void uploadFlow(Exchange exchange, Check check) throws Exception {
    uploadChunked(exchange, check);
  }

  @Override
  protected void uploadWritten(Exchange exchange, Check check) throws Exception {
    uploadFixed(exchange, check);
  }

  private static void readReceipt(FloorWire wire, Exchange exchange, Check check)
      throws IOException {
    check.status(wire.readHead());
    check.receipt(exchange, wire.readBody());
  }

  /** One after the other: {@link PipelinedFloorClient} is measured against it. */
  @Override
  protected void pipeline(Exchange exchange, Check check) throws Exception {
    for (int i = 0; i < Exchange.PIPELINE_DEPTH; i++) get(exchange, check);
  }

  @Override
  public void close() throws IOException {
    if (wire != null) wire.close();
  }

  /** A chunk whose size is written in front of its data, so that both go out in one call. */
  private static final class ChunkFrame {
    static final byte[] END = "0\r\n\r\n".getBytes(ISO_8859_1);
    private static final int SIZE_LINE_BYTES = 7;

    private final byte[] frame = new byte[SIZE_LINE_BYTES + BLOCK_BYTES + 2];

    int fill(InputStream body) throws IOException {
      return body.read(frame, SIZE_LINE_BYTES, BLOCK_BYTES);
    }

    /** Leading zeros keep the size line's length the same. */
    void writeTo(OutputStream out, int byteCount) throws IOException {
      for (int i = 0; i < 5; i++) {
        frame[i] = (byte) Character.forDigit((byteCount >> (4 * (4 - i))) & 15, 16);
      }
      frame[5] = '\r';
      frame[6] = '\n';
      frame[SIZE_LINE_BYTES + byteCount] = '\r';
      frame[SIZE_LINE_BYTES + byteCount + 1] = '\n';
      out.write(frame, 0, SIZE_LINE_BYTES + byteCount + 2);
    }
  }
}
