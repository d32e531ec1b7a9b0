/**
 * Scripted HTTP peers for tests.
 *
 * <p>Okio is an automatic module, which cannot say what it requires: the Kotlin library, whose
 * types its signatures name, and the JDK's logging. This module says it in Okio's place.
 */
module httpwire.testing {
  requires java.logging;
  requires transitive kotlin.stdlib;
  requires transitive okio;
  requires static transitive org.jspecify;
  requires static org.junit.jupiter.api;

  exports httpwire.testing;
  exports httpwire.testing.junit;
}
