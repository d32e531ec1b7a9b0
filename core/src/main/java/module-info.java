/**
 * The HTTP/1.1 client connection: one connection that the caller owns, sees and steers, and URL
 * calls for plain Java.
 *
 * <p>Okio is an automatic module, which cannot say what it requires: the Kotlin library, whose
 * types its signatures name, and the JDK's logging. This module says it in Okio's place.
 */
@SuppressWarnings("module") // The module that internals are exported to is built after this one.
module httpwire.core {
  requires java.logging;
  requires transitive kotlin.stdlib;
  requires transitive okio;
  requires static jdk.jfr;
  requires static transitive org.jspecify;

  exports httpwire;
  exports httpwire.auth;
  exports httpwire.body.form;
  exports httpwire.body.multipart;
  exports httpwire.body.progress;
  exports httpwire.call;
  exports httpwire.client;
  exports httpwire.client.auth;
  exports httpwire.client.cache;
  exports httpwire.client.cookies;
  exports httpwire.client.decoding;
  exports httpwire.client.hsts;
  exports httpwire.client.pool;
  exports httpwire.client.proxy;
  exports httpwire.client.redirect;
  exports httpwire.client.retry;
  exports httpwire.connection;
  exports httpwire.download;
  exports httpwire.internal to
      httpwire.coroutines;
  exports httpwire.sse;
  exports httpwire.state;
  exports httpwire.trace;
  exports httpwire.transport;

  uses httpwire.client.cookies.PublicSuffixes;
}
