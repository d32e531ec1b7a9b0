package httpwire.client.decoding;

import httpwire.Headers;
import httpwire.HttpException.LimitExceeded;
import httpwire.Request;
import httpwire.call.Next;
import httpwire.call.Step;
import httpwire.connection.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import okio.Source;

/**
 * Asks for the codings that can be decoded, and decodes the response if this step has asked for
 * them.
 */
final class DecodingStep implements Step {
  private static final String ACCEPT_ENCODING = "Accept-Encoding";
  private static final String CONTENT_ENCODING = "Content-Encoding";

  /**
   * The fields that are true of the coded bytes only. Both fields of RFC 9530 are over them:
   * Content-Digest over the bytes of the message, Repr-Digest over the representation, which
   * includes its coding (RFC 9110 §8.1); so are the older Digest and Content-MD5.
   */
  private static final List<String> CODED_FIELDS =
      List.of(
          CONTENT_ENCODING,
          "Content-Length",
          "Content-Digest",
          "Repr-Digest",
          "Digest",
          "Content-MD5");

  private final Decoding options;
  private final Codings known;
  private boolean hasAsked;

  DecodingStep(Codings known) {
    this.options = known.options();
    this.known = known;
  }

  /** A part of a coded body cannot be decoded, so whoever asks for a range gets no coding. */
  @Override
  public Next before(Request request) {
    Headers headers = request.getHeaders();
    hasAsked =
        !headers.contains(ACCEPT_ENCODING)
            && !request.isAcceptEncodingSkipped()
            && !headers.contains("Range");
    if (!hasAsked) return Next.send(request);
    return Next.send(request.withHeaders(headers.plus(known.asking())));
  }

  @Override
  public Next after(Request request, HttpResponse response) throws LimitExceeded {
    boolean hasBody = !response.isClosed() && hasContent(response.getStatus());
    if (!hasAsked || !hasBody) return Next.done(response);
    List<String> codings = codings(response.getHeaders());
    if (codings.isEmpty()) return Next.done(response);
    requireAllowed(codings.size(), response);
    List<ContentDecoder> decoders = known.find(codings);
    if (decoders == null) return Next.done(response);
    return Next.done(decoded(response, decoders));
  }

  /** Whether the body of a response with this status is a whole representation, or may be. */
  private static boolean hasContent(int status) {
    return status >= 200 && status != 204 && status != 206 && status != 304;
  }

  /** In the order in which they were applied, from all lines, without {@code identity}. */
  private static List<String> codings(Headers headers) {
    if (!headers.contains(CONTENT_ENCODING)) return List.of();
    List<String> codings = new ArrayList<>();
    for (String line : headers.getAll(CONTENT_ENCODING)) {
      for (String member : line.split(",")) {
        String coding = member.strip();
        if (!coding.isEmpty() && !coding.equalsIgnoreCase("identity")) codings.add(coding);
      }
    }
    return codings;
  }

  private void requireAllowed(int count, HttpResponse response) throws LimitExceeded {
    if (count <= options.maxCodings()) return;
    response.close();
    throw new LimitExceeded(
        "the response has " + count + " content codings, more than " + options.maxCodings());
  }

  /** Takes off the last coding first. */
  private HttpResponse decoded(HttpResponse response, List<ContentDecoder> decoders) {
    Expansion expansion = new Expansion(options.maxRatio());
    Source body = expansion.counting(response.source());
    for (int i = decoders.size() - 1; i >= 0; i--) {
      body = new DecodedSource(decoders.get(i), body, expansion);
    }
    Headers.Builder headers = response.getHeaders().newBuilder();
    for (String name : CODED_FIELDS) headers.remove(name);
    return response.newBuilder().headers(headers.build()).body(body).build();
  }
}
