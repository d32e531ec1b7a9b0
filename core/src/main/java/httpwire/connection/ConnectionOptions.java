package httpwire.connection;

import httpwire.HttpVersion;
import httpwire.Limits;
import httpwire.Origin;
import httpwire.Timeouts;
import httpwire.trace.ConnectionListener;
import httpwire.transport.DialOptions;
import httpwire.transport.Proxy;
import httpwire.transport.TlsOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link HttpConnectionBuilder} collected; immutable. */
record ConnectionOptions(
    Origin origin,
    DialOptions dialing,
    List<Proxy> proxies,
    TlsOptions tls,
    Timeouts timeouts,
    Limits limits,
    HttpVersion version,
    int blockSize,
    boolean autoOpen,
    boolean isRecorded,
    @Nullable ConnectionListener listener) {}
