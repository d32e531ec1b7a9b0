package httpwire.dsl

/**
 * Marks the receivers of the blocks: a block can call only the functions of its own receiver, so that
 * `post` in a `post` does not compile.
 */
@DslMarker
@Target(AnnotationTarget.CLASS)
@Retention(AnnotationRetention.BINARY)
public annotation class HttpDsl

/** Marks what httpwire's own modules share. It is not part of the API and may change in any release. */
@RequiresOptIn("For httpwire's own modules only.", RequiresOptIn.Level.ERROR)
@Target(AnnotationTarget.CLASS, AnnotationTarget.FUNCTION)
@Retention(AnnotationRetention.BINARY)
public annotation class HttpwireInternal
