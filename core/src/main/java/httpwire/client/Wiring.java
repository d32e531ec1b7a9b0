package httpwire.client;

import httpwire.HttpException.InvalidUrl;
import httpwire.Limits;
import httpwire.Origin;
import httpwire.connection.HttpConnection;
import httpwire.connection.HttpConnectionBuilder;
import httpwire.transport.AddressPolicy;
import httpwire.transport.Dialer;
import httpwire.transport.NameResolver;
import httpwire.transport.Proxy;
import httpwire.transport.SocketSettings;
import httpwire.transport.TlsOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All options that say how a client's connections are made, except where they lead. A part of the
 * pool's key, by value: an option that is left out of it would give a request a connection that was
 * made with another one.
 */
record Wiring(
    TlsOptions tls,
    @Nullable Dialer dialer,
    @Nullable NameResolver resolver,
    @Nullable AddressPolicy addressPolicy,
    SocketSettings sockets,
    @Nullable Path unixSocket,
    Limits limits,
    int blockSize) {

  /** A connection that is not open yet. Its timeouts and listener come with each exchange. */
  HttpConnection connection(Origin origin, List<Proxy> proxies) throws InvalidUrl {
    HttpConnectionBuilder builder =
        HttpConnection.builder(origin.host())
            .port(origin.port())
            .dialer(dialer)
            .addressPolicy(addressPolicy)
            .sockets(sockets)
            .unixSocket(unixSocket)
            .limits(limits)
            .blockSize(blockSize)
            .proxy(proxies.toArray(new Proxy[0]));
    if (resolver != null) builder.resolver(resolver);
    if (origin.isSecure()) builder.tls(tls);
    return builder.build();
  }
}
