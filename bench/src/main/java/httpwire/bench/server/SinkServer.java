package httpwire.bench.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Takes uploads, fixed or chunked, and answers how much it got. */
final class SinkServer extends ThreadServer {
  SinkServer() throws IOException {}

  @Override
  void answer(RequestReader request, SocketChannel channel) throws IOException {
    String body = "received " + request.discardBody() + "\n";
    String head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ";
    String answer = head + body.length() + "\r\n\r\n" + body;
    writeAll(channel, ByteBuffer.wrap(answer.getBytes(ISO_8859_1)));
  }
}
