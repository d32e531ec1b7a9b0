/** Sends requests again after failures, and after statuses that a later attempt may cure. */
@NullMarked
package httpwire.client.retry;

import org.jspecify.annotations.NullMarked;
