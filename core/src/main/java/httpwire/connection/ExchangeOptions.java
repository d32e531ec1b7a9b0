package httpwire.connection;

import httpwire.Timeouts;
import httpwire.trace.ConnectionListener;
import org.jspecify.annotations.Nullable;

/**
 * What is special about one exchange on a connection that is lent out. For {@link
 * HttpConnection#exchange(httpwire.Request, ExchangeOptions)}.
 *
 * @param target what is asked for, in place of the request's own target, which may be an absolute
 *     URL
 * @param timeouts the bounds, in place of the request's and the connection's
 * @param listener hears of this exchange, and of the connection until the next one; null for none
 * @param number the number of the exchange in its {@link httpwire.trace.Moment}s; greater than that
 *     of every earlier exchange on the connection
 * @param hop which exchange of a client's call it is, from 1
 * @param isRecorded whether {@link HttpResponse#sentHead} and the times of the phases are kept
 */
public record ExchangeOptions(
    String target,
    Timeouts timeouts,
    @Nullable ConnectionListener listener,
    long number,
    int hop,
    boolean isRecorded) {}
