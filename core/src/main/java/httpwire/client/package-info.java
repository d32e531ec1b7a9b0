/** Floor 6: URL-level calls. Assembles what is below; nothing imports it. */
@NullMarked
package httpwire.client;

import org.jspecify.annotations.NullMarked;
