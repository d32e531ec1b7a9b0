/** Bodies of HTML forms, {@code application/x-www-form-urlencoded}: the WHATWG URL standard, §5. */
@NullMarked
package httpwire.body.form;

import org.jspecify.annotations.NullMarked;
