/**
 * Peers as parameters of JUnit 5's tests; needs {@code org.junit.jupiter:junit-jupiter-api}, which
 * is an optional dependency.
 */
@NullMarked
package httpwire.testing.junit;

import org.jspecify.annotations.NullMarked;
