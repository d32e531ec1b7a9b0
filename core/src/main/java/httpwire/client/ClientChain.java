package httpwire.client;

import httpwire.HttpException;
import httpwire.HttpUrl;
import httpwire.Origin;
import httpwire.Request;
import httpwire.trace.ByteListener;
import httpwire.trace.ConnectionListener;
import httpwire.trace.ListenerChain;
import httpwire.trace.Moment;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A chain that also passes on the moments of a client, to those listeners that have them. */
class ClientChain extends ListenerChain implements ClientListener {
  private ClientChain(List<? extends ConnectionListener> listeners) {
    super(listeners);
  }

  /** A {@link ByteListener} only if one of the listeners is: bytes cost a copy. */
  static ClientListener ofAll(List<? extends ConnectionListener> listeners) {
    if (listeners.size() == 1 && listeners.get(0) instanceof ClientListener only) return only;
    for (ConnectionListener listener : listeners) {
      if (listener instanceof ByteListener) return new WithBytes(listeners);
    }
    return new ClientChain(listeners);
  }

  @Override
  public void exchangeStarted(Moment moment, Request request) {
    eachOfClients(listener -> listener.exchangeStarted(moment, request));
  }

  @Override
  public void queued(Moment moment, Origin origin) {
    eachOfClients(listener -> listener.queued(moment, origin));
  }

  @Override
  public void leased(Moment moment, Origin origin, boolean isOpen) {
    eachOfClients(listener -> listener.leased(moment, origin, isOpen));
  }

  @Override
  public void resent(Moment moment, HttpException failure) {
    eachOfClients(listener -> listener.resent(moment, failure));
  }

  @Override
  public void redirected(Moment moment, int status, HttpUrl from, HttpUrl to) {
    eachOfClients(listener -> listener.redirected(moment, status, from, to));
  }

  @Override
  public void challenged(Moment moment, int status, HttpUrl url) {
    eachOfClients(listener -> listener.challenged(moment, status, url));
  }

  @Override
  public void retried(Moment moment, Duration delay, @Nullable HttpException failure) {
    eachOfClients(listener -> listener.retried(moment, delay, failure));
  }

  @Override
  public void answeredFromCache(Moment moment, HttpUrl url) {
    eachOfClients(listener -> listener.answeredFromCache(moment, url));
  }

  private void eachOfClients(Consumer<ClientListener> call) {
    each(
        listener -> {
          if (listener instanceof ClientListener client) call.accept(client);
        });
  }

  /** A chain with at least one listener that wants the bytes. */
  private static final class WithBytes extends ClientChain implements ByteListener {
    WithBytes(List<? extends ConnectionListener> listeners) {
      super(listeners);
    }
  }
}
