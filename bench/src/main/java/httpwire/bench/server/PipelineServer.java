package httpwire.bench.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpwire.bench.client.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Answers small requests, all that have come together in one write; nginx writes each by itself,
 * and so makes the client read each by itself.
 */
final class PipelineServer extends ThreadServer {
  private static final int MAX_TOGETHER = 64;

  private final byte[] answer = answer();
  private final ThreadLocal<ByteBuffer> together =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(MAX_TOGETHER * answer.length));

  PipelineServer() throws IOException {}

  private static byte[] answer() {
    String head =
        "HTTP/1.1 200 OK\r\nServer: bench\r\nDate: Sat, 21 Nov 2026 05:00:00 GMT\r\n"
            + "Content-Type: text/plain\r\nContent-Length: "
            + Content.SMALL_BYTES
            + "\r\nLast-Modified: Sat, 21 Nov 2026 04:00:00 GMT\r\nConnection: keep-alive\r\n"
            + "ETag: \"6740c0f0-80\"\r\nAccept-Ranges: bytes\r\n\r\n";
    byte[] body = Content.small();
    return ByteBuffer.allocate(head.length() + body.length)
        .put(head.getBytes(ISO_8859_1))
        .put(body)
        .array();
  }

  @Override
  void answer(RequestReader request, SocketChannel channel) throws IOException {
    ByteBuffer answers = together.get();
    answers.put(answer);
    if (request.hasMore() && answers.remaining() >= answer.length) return;
    writeAll(channel, answers.flip());
    answers.clear();
  }
}
