package httpwire.bench.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpwire.bench.client.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Answers with many fields and a small body. */
final class FieldsServer extends ThreadServer {
  private final byte[] answer = answer();

  FieldsServer() throws IOException {}

  private static byte[] answer() {
    byte[] head = ManyFields.head(Content.SMALL_BYTES).getBytes(ISO_8859_1);
    byte[] body = Content.small();
    return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
  }

  @Override
  void answer(RequestReader request, SocketChannel channel) throws IOException {
    writeAll(channel, ByteBuffer.wrap(answer));
  }
}
