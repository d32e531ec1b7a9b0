/**
 * Downloads into a file that appears under its name only when it is whole, and that are resumed
 * where they stopped (RFC 9110 §14). Sends nothing itself: the client does.
 */
@NullMarked
package httpwire.download;

import org.jspecify.annotations.NullMarked;
