package htmltree

import (
	"strings"

	"golang.org/x/net/html"
)

// svgNames and svgAttributes give the names of SVG that have capitals, by the
// lower-case names of the tokenizer (WHATWG HTML, 13.2.6.5 and 13.2.6.1).
var (
	svgNames = byLower(`
	altGlyph altGlyphDef altGlyphItem animateColor animateMotion animateTransform
	clipPath feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix
	feDiffuseLighting feDisplacementMap feDistantLight feFlood feFuncA feFuncB
	feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset
	fePointLight feSpecularLighting feSpotLight feTile feTurbulence foreignObject
	glyphRef linearGradient radialGradient textPath
`)
	svgAttributes = byLower(`
	attributeName attributeType baseFrequency baseProfile calcMode clipPathUnits
	diffuseConstant edgeMode filterUnits glyphRef gradientTransform gradientUnits
	kernelMatrix kernelUnitLength keyPoints keySplines keyTimes lengthAdjust
	limitingConeAngle markerHeight markerUnits markerWidth maskContentUnits maskUnits
	numOctaves pathLength patternContentUnits patternTransform patternUnits pointsAtX
	pointsAtY pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits refX refY
	repeatCount repeatDur requiredExtensions requiredFeatures specularConstant
	specularExponent spreadMethod startOffset stdDeviation stitchTiles surfaceScale
	systemLanguage tableValues targetX targetY textLength viewBox viewTarget
	xChannelSelector yChannelSelector zoomAndPan
`)
)

func byLower(names string) map[string]string {
	m := map[string]string{}
	for _, name := range strings.Fields(names) {
		m[strings.ToLower(name)] = name
	}
	return m
}

// adjustAttributes gives the attributes of an SVG element their names and
// namespaces.
func adjustAttributes(attrs []html.Attribute) {
	for i := range attrs {
		a := &attrs[i]
		if name := svgAttributes[a.Key]; name != "" {
			a.Key = name
		}
		switch a.Key {
		case "xlink:actuate", "xlink:arcrole", "xlink:href", "xlink:role", "xlink:show",
			"xlink:title", "xlink:type", "xml:lang", "xml:space", "xmlns:xlink":
			a.Namespace, a.Key, _ = strings.Cut(a.Key, ":")
		}
	}
}
