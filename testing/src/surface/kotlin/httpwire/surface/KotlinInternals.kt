package httpwire.surface

import kotlin.metadata.KmAnnotation
import kotlin.metadata.KmClass
import kotlin.metadata.KmDeclarationContainer
import kotlin.metadata.KmProperty
import kotlin.metadata.Visibility
import kotlin.metadata.jvm.KotlinClassMetadata
import kotlin.metadata.jvm.fieldSignature
import kotlin.metadata.jvm.getterSignature
import kotlin.metadata.jvm.setterSignature
import kotlin.metadata.jvm.signature
import kotlin.metadata.visibility

/**
 * What of a class is `internal` in Kotlin, though its class file calls it public: Kotlin's metadata tells. What callers
 * inline, `@PublishedApi`, counts as public. Nothing of a Java class is internal.
 */
internal class KotlinInternals(type: Class<*>) {
    private val metadata = type.getAnnotation(Metadata::class.java)?.let(KotlinClassMetadata::readStrict)

    /** Whether it holds the functions and properties of a file, and is not a class in Kotlin. */
    val isFacade: Boolean = metadata is KotlinClassMetadata.FileFacade

    /** Whether the class itself is, or is of the compiler's making. */
    val isWhole: Boolean = when (metadata) {
        is KotlinClassMetadata.Class -> isInternal(metadata.kmClass.visibility, metadata.kmClass.annotations)
        is KotlinClassMetadata.SyntheticClass -> true
        else -> false
    }

    private val signatures: Set<String> = when (metadata) {
        is KotlinClassMetadata.Class -> constructorsOf(metadata.kmClass) + membersOf(metadata.kmClass)
        is KotlinClassMetadata.FileFacade -> membersOf(metadata.kmPackage)
        else -> setOf()
    }

    /** @param signature `name:type` of a field, `name(types)type` of a method, in the JVM's descriptors */
    operator fun contains(signature: String): Boolean = signature in signatures
}

private fun constructorsOf(type: KmClass): Set<String> =
    type.constructors.filter { isInternal(it.visibility, it.annotations) }.map { it.signature.toString() }.toSet()

private fun membersOf(container: KmDeclarationContainer): Set<String> {
    val functions = container.functions.filter { isInternal(it.visibility, it.annotations) }.map { it.signature }
    return (functions + container.properties.flatMap(::internalsOf)).map { it.toString() }.toSet()
}

private fun internalsOf(property: KmProperty) = listOfNotNull(
    property.getterSignature.takeIf { isInternal(property.getter.visibility, property.annotations) },
    property.setterSignature.takeIf {
        property.setter?.let { isInternal(it.visibility, property.annotations) } == true
    },
    property.fieldSignature.takeIf { isInternal(property.visibility, property.annotations) },
)

private fun isInternal(visibility: Visibility, annotations: List<KmAnnotation>): Boolean =
    visibility == Visibility.INTERNAL && annotations.none { it.className == "kotlin/PublishedApi" }
