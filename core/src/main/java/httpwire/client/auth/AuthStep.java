package httpwire.client.auth;

import httpwire.HttpException.UnexpectedResponse;
import httpwire.HttpUrl;
import httpwire.Request;
import httpwire.RequestBody;
import httpwire.auth.Credentials;
import httpwire.auth.Credentials.Scheme;
import httpwire.call.Next;
import httpwire.call.Step;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Gives an origin the credentials that are for it.
 *
 * <ol>
 *   <li>before: what needs no challenge, or answers one that came earlier
 *   <li>after any response: a proof that the server knows the secret must be right, if it sent one
 *   <li>after 401: an answer to its challenge, once; once more if only the nonce was too old
 * </ol>
 *
 * <p>A request that has an Authorization of its own is left alone.
 */
final class AuthStep implements Step {
  private static final String AUTHORIZATION = "Authorization";
  private static final int UNAUTHORIZED = 401;

  private final Authentication authentication;
  private @Nullable Answer sent;
  private boolean isOwn;
  private int answerCount;

  AuthStep(Authentication authentication) {
    this.authentication = authentication;
  }

  @Override
  public Next before(Request request) throws IOException {
    sent = null;
    answerCount = 0;
    HttpUrl url = Authentication.url(request);
    Credentials own = authentication.credentials(url.origin());
    isOwn = own != null && !request.getHeaders().contains(AUTHORIZATION);
    if (own == null || !isOwn || request.isHeaderSkipped(AUTHORIZATION)) return Next.send(request);
    sent = authentication.field(own, request, url);
    return Next.send(sent == null ? request : with(request, sent.field()));
  }

  @Override
  public Next after(Request request, HttpResponse response) throws IOException {
    HttpUrl url = Authentication.url(request);
    Credentials own = isOwn ? authentication.credentials(url.origin()) : null;
    if (own == null) return Next.done(response);
    requireNotDisproved(url, response);
    authentication.answered(url.origin(), response.getHeaders());
    RequestBody body = request.getBody();
    if (response.getStatus() != UNAUTHORIZED) return Next.done(response);
    if (body != null && !body.isRepeatable()) {
      authentication.challenged(own, url.origin(), response.getHeaders());
      return Next.done(response);
    }
    Answer answer = answer(own, request, url, response);
    if (answer == null) return Next.done(response);
    sent = answer;
    answerCount++;
    return Next.authenticate(with(request, answer.field()));
  }

  /** RFC 7616 §3.5: the server may prove that it knows the secret; a wrong proof is refused. */
  private void requireNotDisproved(HttpUrl url, HttpResponse response) throws UnexpectedResponse {
    String proof = sent == null ? null : sent.proof();
    if (proof == null || !DigestSession.isDisproved(proof, response.getHeaders())) return;
    throw new UnexpectedResponse(
        "the server did not prove that it knows the secret: rspauth in Authentication-Info is"
            + " wrong (RFC 7616 3.5), from "
            + url.redacted(),
        url.toString(),
        response.getStatus(),
        response.getReason(),
        response.getHeaders(),
        ByteString.EMPTY);
  }

  private @Nullable Answer answer(
      Credentials own, Request request, HttpUrl url, HttpResponse response) throws IOException {
    if (own.getScheme() == Scheme.DIGEST) return digest(own, request, url, response);
    if (own.getScheme() == Scheme.BASIC || answerCount > 0) return null;
    Answer token = Answer.of(own.unaskedHeader());
    return token == null || token.equals(sent) ? null : token;
  }

  private @Nullable Answer digest(
      Credentials own, Request request, HttpUrl url, HttpResponse response) throws IOException {
    boolean isStale = DigestSession.isStale(response.getHeaders(), "WWW-Authenticate");
    // An answer that was refused for itself is refused again, in the next call too.
    boolean isRefused = answerCount > 0 && !isStale;
    if (isRefused || answerCount > 1) {
      authentication.refused(url.origin());
      return null;
    }
    return authentication.answer(own, request, url, response.getHeaders());
  }

  private static Request with(Request request, String value) {
    return request
        .newBuilder()
        .removeHeader(AUTHORIZATION)
        .secretHeader(AUTHORIZATION, value)
        .build();
  }
}
