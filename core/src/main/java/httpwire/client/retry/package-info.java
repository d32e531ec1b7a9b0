/** Floor 5: a layer of a client that sends requests again. */
@NullMarked
package httpwire.client.retry;

import org.jspecify.annotations.NullMarked;
