package httpwire.dsl

/**
 * Marks the receivers of the blocks: inside a block only its own words can be used, so that
 * `post` in a `post` does not compile.
 */
@DslMarker
@Target(AnnotationTarget.CLASS)
@Retention(AnnotationRetention.BINARY)
public annotation class HttpDsl

/** Shared by httpwire's own modules. Not part of the API: it may change in any release. */
@RequiresOptIn("For httpwire's own modules only.", RequiresOptIn.Level.ERROR)
@Target(AnnotationTarget.CLASS, AnnotationTarget.FUNCTION)
@Retention(AnnotationRetention.BINARY)
public annotation class HttpwireInternal
