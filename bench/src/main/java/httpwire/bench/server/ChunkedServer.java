package httpwire.bench.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpwire.bench.client.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Answers with the large content in chunks, which lie in memory as they are sent. */
final class ChunkedServer extends ThreadServer {
  static final int CHUNK_BYTES = 16 << 10;
  private static final byte[] HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
          .getBytes(ISO_8859_1);
  private static final byte[] END = "0\r\n\r\n".getBytes(ISO_8859_1);

  private final ByteBuffer chunks = chunks();

  ChunkedServer() throws IOException {}

  private static ByteBuffer chunks() {
    byte[] block = Content.block();
    byte[] sizeLine = (Integer.toHexString(CHUNK_BYTES) + "\r\n").getBytes(ISO_8859_1);
    int count = block.length / CHUNK_BYTES;
    ByteBuffer all = ByteBuffer.allocateDirect(block.length + count * (sizeLine.length + 2));
    for (int i = 0; i < count; i++) {
      all.put(sizeLine).put(block, i * CHUNK_BYTES, CHUNK_BYTES).put((byte) '\r').put((byte) '\n');
    }
    return all.flip();
  }

  @Override
  void answer(RequestReader request, SocketChannel channel) throws IOException {
    writeAll(channel, ByteBuffer.wrap(HEAD));
    for (long n = 0; n < Content.LARGE_BYTES; n += Content.block().length) {
      writeAll(channel, chunks.duplicate());
    }
    writeAll(channel, ByteBuffer.wrap(END));
  }
}
