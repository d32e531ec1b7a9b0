package httpwire.client.cookies;

import httpwire.HttpUrl;
import httpwire.call.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where cookies are kept. Several clients can share one. The jars that are made here follow RFC
 * 6265bis, keep 50 cookies of a domain and 3000 in all, and are safe for use by several threads, as
 * any jar must be. They ask {@link PublicSuffixes#installed} which domains are too wide for a
 * cookie, unless they are given others.
 *
 * <p>The methods for URLs are called by the client, once for each exchange and once for each
 * response with cookies. They must not block for long.
 */
public interface CookieJar {
  /** A new jar that keeps cookies in memory only. */
  static CookieJar inMemory() {
    return inMemory(PublicSuffixes.installed());
  }

  /** Like {@link #inMemory()}, with these public suffixes. */
  static CookieJar inMemory(PublicSuffixes suffixes) {
    return new MemoryCookieJar(suffixes);
  }

  /**
   * A jar with the cookies of {@code file}, whose persistent cookies are written to it by {@link
   * FileCookieJar#flush}. The file need not exist. Blocks.
   *
   * @throws IOException if the file cannot be read, or has other content: a {@link
   *     java.nio.file.FileSystemException} that names it
   */
  static FileCookieJar file(Path file) throws IOException {
    return file(file, PublicSuffixes.installed());
  }

  /** Like {@link #file(Path)}, with these public suffixes. */
  static FileCookieJar file(Path file, PublicSuffixes suffixes) throws IOException {
    return FileCookieJar.open(file, suffixes, false);
  }

  /** Like {@link #file(Path)}; cookies that are for the session only are written too. */
  static FileCookieJar sessionFile(Path file) throws IOException {
    return sessionFile(file, PublicSuffixes.installed());
  }

  /** Like {@link #sessionFile(Path)}, with these public suffixes. */
  static FileCookieJar sessionFile(Path file, PublicSuffixes suffixes) throws IOException {
    return FileCookieJar.open(file, suffixes, true);
  }

  /**
   * Stores the cookies of a response, each as RFC 6265bis §5.6 and §5.7 say.
   *
   * @param url of the request
   * @param setCookies the values of the response's Set-Cookie fields, in their order
   */
  void store(HttpUrl url, List<String> setCookies);

  /**
   * The cookies that are sent with a request to {@code url}, in their order: RFC 6265bis §5.8.3.
   */
  List<Cookie> cookiesFor(HttpUrl url);

  /** All cookies that have not expired, in the order in which they were created. */
  List<Cookie> list();

  /**
   * Adds a cookie of the caller's, in place of one with the same name, domain and path. It need not
   * come from its domain.
   */
  void put(Cookie cookie);

  /** Adds all of {@code cookies}, as {@link #put} does. */
  default void putAll(Iterable<Cookie> cookies) {
    for (Cookie cookie : cookies) put(cookie);
  }

  /**
   * Removes the cookie with the name, domain and path of {@code cookie}.
   *
   * @return whether there was one
   */
  boolean remove(Cookie cookie);

  /** Removes all cookies. */
  void clear();

  /** Removes the cookies that are for the session only, because it is over: RFC 6265bis §5.7. */
  void endSession();

  /** The layer, for one call. */
  static Step newStep(CookieJar jar) {
    return new CookieStep(jar);
  }
}
