package httpwire.client.auth;

import org.jspecify.annotations.Nullable;

/**
 * What a request is sent with.
 *
 * @param field the value of Authorization or Proxy-Authorization
 * @param proof what {@code rspauth} in Authentication-Info must be if the server sends it, RFC 7616
 *     §3.5; null if that cannot be told
 */
record Answer(String field, @Nullable String proof) {
  /** An answer without a proof; null if {@code field} is null. */
  static @Nullable Answer of(@Nullable String field) {
    return field == null ? null : new Answer(field, null);
  }

  /** Shows no part of the field, which may have the secret. */
  @Override
  public String toString() {
    return "an answer";
  }
}
