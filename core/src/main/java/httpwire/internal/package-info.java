/**
 * What the bodies of {@link httpwire.RequestBody} and the connection that sends them have in
 * common. Not exported.
 */
@NullMarked
package httpwire.internal;

import org.jspecify.annotations.NullMarked;
