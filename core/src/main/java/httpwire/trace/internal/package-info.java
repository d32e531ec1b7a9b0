/** Events of JDK Flight Recorder. Internal: no stable API. */
@NullMarked
package httpwire.trace.internal;

import org.jspecify.annotations.NullMarked;
