package httpwire.client.cookies;

import httpwire.HttpUrl;
import httpwire.internal.PrivateFile;
import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A jar whose cookies are in a file, which only its owner can read. The file is read when the jar
 * is made ({@link CookieJar#file}), and written by {@link #flush} and {@link #close} only, so that
 * no exchange waits for a disk or fails because of it. The last writer replaces the whole file: if
 * two processes share one, the cookies of one of them are lost.
 */
public final class FileCookieJar implements CookieJar, Flushable, Closeable {
  private final Path file;
  private final CookieJar jar;
  private final boolean keepsSessionCookies;
  private final List<DamagedLine> damaged;

  /**
   * Held while the file is written, so that the last writer writes the latest cookies; it does not
   * guard the cookies.
   */
  private final Object writing = new Object();

  private FileCookieJar(
      Path file, CookieJar jar, boolean keepsSessionCookies, List<DamagedLine> damaged) {
    this.file = file;
    this.jar = jar;
    this.keepsSessionCookies = keepsSessionCookies;
    this.damaged = damaged;
  }

  static FileCookieJar open(Path file, PublicSuffixes suffixes, boolean keepsSessionCookies)
      throws IOException {
    CookieFile read = CookieFile.read(file);
    CookieJar jar = new MemoryCookieJar(suffixes);
    jar.putAll(read.cookies);
    return new FileCookieJar(file, jar, keepsSessionCookies, List.copyOf(read.damaged));
  }

  /** The lines of the file that were not cookies. {@link #flush} leaves them out. */
  public List<DamagedLine> getDamagedLines() {
    return damaged;
  }

  /**
   * Writes the cookies to the file, whose content is the old or the new one as a whole at every
   * moment. Blocks.
   *
   * @throws FileSystemException if it cannot be written; the file is as it was before, the cookies
   *     are in the jar, and this can be called again
   */
  @Override
  public void flush() throws FileSystemException {
    synchronized (writing) {
      List<Cookie> kept = new ArrayList<>();
      for (Cookie cookie : jar.list()) {
        if (keepsSessionCookies || cookie.isPersistent()) kept.add(cookie);
      }
      PrivateFile.replace(file, sink -> CookieFile.write(sink, kept));
    }
  }

  /** The same as {@link #flush}. May be called any number of times; the jar can be used on. */
  @Override
  public void close() throws FileSystemException {
    flush();
  }

  @Override
  public void store(HttpUrl url, List<String> setCookies) {
    jar.store(url, setCookies);
  }

  @Override
  public List<Cookie> cookiesFor(HttpUrl url) {
    return jar.cookiesFor(url);
  }

  @Override
  public List<Cookie> list() {
    return jar.list();
  }

  @Override
  public void put(Cookie cookie) {
    jar.put(cookie);
  }

  @Override
  public boolean remove(Cookie cookie) {
    return jar.remove(cookie);
  }

  @Override
  public void clear() {
    jar.clear();
  }

  @Override
  public void endSession() {
    jar.endSession();
  }

  @Override
  public String toString() {
    return jar + " in " + file;
  }
}
