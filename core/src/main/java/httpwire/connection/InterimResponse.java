package httpwire.connection;

import httpwire.Headers;

/**
 * A response that came before the final one, RFC 9110 §15.2: 100, 102, 103 or any other 1xx but
 * 101.
 *
 * @param status 100 to 199
 * @param reason as received, possibly empty
 * @param headers its fields, such as the Link of 103 (RFC 8297)
 */
public record InterimResponse(int status, String reason, Headers headers) {}
