package httpwire.client.decoding;

import java.io.IOException;
import java.util.List;
import okio.BufferedSource;
import okio.Source;

/**
 * Decodes one content coding, RFC 9110 §8.4.1. {@link Decoding#with} adds it to those that httpwire
 * has. Called by several threads at once; the sources that it returns are used by one at a time.
 */
public interface ContentDecoder {
  /**
   * The names of the coding, at least one. The first is what a client asks for; the others are only
   * recognized in a response.
   */
  List<String> getCodings();

  /**
   * Decodes {@code coded}, which has at least one byte and ends where the coded body ends. Called
   * when the first byte of the body is read, so it may read too.
   *
   * <p>The source that is returned decodes no more than each read asks for. It may throw what it
   * likes if {@code coded} is not valid: the reader of the response gets a {@link
   * httpwire.HttpException.MalformedMessage}, or the {@link httpwire.HttpException} itself if it is
   * one. It must do so if {@code coded} ends too early; what it leaves unread at its end is
   * reported by the caller. It is closed once, at the end of the body or before, and then frees
   * what it holds; it need not close {@code coded}.
   */
  Source decode(BufferedSource coded) throws IOException;
}
