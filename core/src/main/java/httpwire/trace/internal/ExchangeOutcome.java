package httpwire.trace.internal;

import httpwire.Circumstances;
import org.jspecify.annotations.Nullable;

/**
 * What came of an exchange.
 *
 * @param url without secrets
 * @param status of the final response; 0 if none came
 * @param isComplete whether the response was read to its end
 * @param closeReasons why the connection was closed, in words; empty if it is kept
 * @param failure what the request failed with, or the reading of the head; null if neither did
 */
public record ExchangeOutcome(
    String method,
    String url,
    int status,
    boolean isComplete,
    String closeReasons,
    Circumstances circumstances,
    @Nullable Throwable failure) {}
