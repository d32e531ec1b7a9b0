package httpwire.call;

import httpwire.Request;
import httpwire.connection.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a {@link Step} wants: to be done with a response, or that a request is sent. */
public final class Next {
  /** Why a request is sent after another one. */
  public enum Reason {
    /** It goes on as it came. */
    FORWARD,
    /** The response said that what is asked for is elsewhere. */
    REDIRECT,
    /** The response asked for credentials. */
    CREDENTIALS,
    /** The one before failed, or its response said that it may be sent again. */
    RETRY
  }

  private final @Nullable HttpResponse response;
  private final @Nullable Request request;
  private final Reason reason;
  private final Duration delay;

  private Next(
      @Nullable HttpResponse response, @Nullable Request request, Reason reason, Duration delay) {
    this.response = response;
    this.request = request;
    this.reason = reason;
    this.delay = delay;
  }

  /** This is the response of the call, as far as this layer and those further in are concerned. */
  public static Next done(HttpResponse response) {
    return new Next(response, null, Reason.FORWARD, Duration.ZERO);
  }

  /** For {@link Step#before}: this request goes further in. */
  public static Next send(Request request) {
    return new Next(null, request, Reason.FORWARD, Duration.ZERO);
  }

  /** After a redirect: this request is sent now. The response is read up to a bound and closed. */
  public static Next redirect(Request request) {
    return new Next(null, request, Reason.REDIRECT, Duration.ZERO);
  }

  /** After a challenge: this request is sent now. The response is read up to a bound and closed. */
  public static Next authenticate(Request request) {
    return new Next(null, request, Reason.CREDENTIALS, Duration.ZERO);
  }

  /**
   * This request is sent after {@code delay}, in place of one that has failed or was answered. The
   * response, if there is one, is read up to a bound and closed.
   */
  public static Next retry(Request request, Duration delay) {
    return new Next(null, request, Reason.RETRY, delay);
  }

  /** The response to be done with; null if a request is to be sent. */
  public @Nullable HttpResponse getResponse() {
    return response;
  }

  /** The request to be sent; null if there is a response. */
  public @Nullable Request getRequest() {
    return request;
  }

  /** Why the request is sent. */
  public Reason getReason() {
    return reason;
  }

  /** How long to wait before the request is sent. */
  public Duration getDelay() {
    return delay;
  }
}
