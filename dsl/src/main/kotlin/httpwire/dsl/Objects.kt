package httpwire.dsl

import httpwire.call.BodyCodec
import httpwire.connection.HttpResponse
import kotlin.reflect.KType
import kotlin.reflect.javaType
import kotlin.reflect.typeOf

/**
 * Sets the body to [value], as the client's codec writes a `T`; the Content-Type is the codec's.
 *
 * @throws IllegalStateException if the request has no client with a codec, or has a body already
 * @sample httpwire.examples.samples.dsl.clientCodec
 */
public inline fun <reified T : Any> RequestScope.bodyOf(value: T): Unit = bodyOf(value, typeOf<T>())

/**
 * The rest of the body as a `T`, by the codec of the client that sent the request; closes the response. The status
 * does not matter: [HttpResponse.orThrow] checks it.
 *
 * @throws httpwire.HttpException.UnexpectedResponse if the Content-Type is not one that the codec decodes, the body
 *     has a Content-Encoding that nobody decoded, the codec throws an exception, which is the cause then, or the
 *     value is null
 * @throws IllegalStateException if there is no codec, or the response was closed before the end of its body
 * @sample httpwire.examples.samples.dsl.clientCodec
 */
public inline fun <reified T : Any> HttpResponse.body(): T = body(typeOf<T>()) as T

/**
 * Like `body()`, by this [codec]: for a response that no client has received.
 *
 * @sample httpwire.examples.samples.dsl.codecOfOneResponse
 */
public inline fun <reified T : Any> HttpResponse.body(codec: BodyCodec): T = body(typeOf<T>(), codec) as T

/**
 * Like `body()`, for a type that is known at run time only.
 *
 * @param codec null for that of the client
 * @sample httpwire.examples.samples.dsl.codecOfOneResponse
 */
@OptIn(ExperimentalStdlibApi::class)
public fun HttpResponse.body(type: KType, codec: BodyCodec? = null): Any =
    (codec ?: BodyCodec.of(this)).decode(this, type.javaType)
