package httpwire.examples.recipes

import com.fasterxml.jackson.databind.ObjectMapper
import com.squareup.moshi.Moshi
import httpwire.RequestBody
import httpwire.call.BodyCodec
import kotlinx.serialization.json.Json
import kotlinx.serialization.serializer
import okio.Buffer
import okio.BufferedSource
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString
import java.lang.reflect.Type

// How do I send and get objects by my own library? Two methods are enough.

private const val JSON = "application/json"

// region codec-serialization
class SerializationCodec(private val json: Json = Json) : BodyCodec {
    override fun encode(value: Any, type: Type): RequestBody {
        val text = json.encodeToString(json.serializersModule.serializer(type), value)
        return RequestBody.of(text.encodeUtf8(), JSON)
    }

    override fun decode(source: BufferedSource, type: Type): Any? =
        json.decodeFromString(json.serializersModule.serializer(type), source.readUtf8())
}
// endregion

// region codec-jackson
class JacksonCodec(private val mapper: ObjectMapper = ObjectMapper()) : BodyCodec {
    override fun encode(value: Any, type: Type): RequestBody {
        val bytes = mapper.writerFor(mapper.constructType(type)).writeValueAsBytes(value)
        return RequestBody.of(bytes.toByteString(), JSON)
    }

    override fun decode(source: BufferedSource, type: Type): Any? =
        mapper.readValue(source.inputStream(), mapper.constructType(type))
}
// endregion

// region codec-moshi
class MoshiCodec(private val moshi: Moshi = Moshi.Builder().build()) : BodyCodec {
    override fun encode(value: Any, type: Type): RequestBody {
        val bytes = Buffer().also { moshi.adapter<Any>(type).toJson(it, value) }
        return RequestBody.of(bytes.readByteString(), JSON)
    }

    override fun decode(source: BufferedSource, type: Type): Any? = moshi.adapter<Any>(type).fromJson(source)
}
// endregion
