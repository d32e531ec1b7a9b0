package httpwire.client.cache;

import httpwire.Headers;
import httpwire.Request;

/** The conditions by which the cache asks whether a stored response is right: RFC 9111 §4.3.1. */
final class Conditions {
  private Conditions() {}

  /** With the validators of {@code stored}; as it is if there are none. */
  static Request added(Request request, StoredResponse stored) {
    Validators validators = Validators.of(stored.headers());
    Headers.Builder added = new Headers.Builder();
    String entityTag = validators.entityTag();
    String lastModified = validators.lastModified();
    if (entityTag != null) added.add("If-None-Match", entityTag);
    if (lastModified != null) added.add("If-Modified-Since", lastModified);
    return request.withHeaders(request.getHeaders().plus(added.build()));
  }

  /** As a request that the cache makes for itself: for the whole, and without conditions. */
  static Request removed(Request request) {
    Headers.Builder headers = request.getHeaders().newBuilder();
    for (String field : Preconditions.FIELDS) headers.remove(field);
    headers.remove("Range").remove("Cache-Control").remove("Pragma");
    return request.newBuilder().method("GET").build().withHeaders(headers.build());
  }
}
