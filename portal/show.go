package portal

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// YAML is the definition as it was written, comments included; a portal that
// was not read from a definition has none.
func (p *Portal) YAML() ([]byte, error) {
	if p.node == nil {
		return nil, fmt.Errorf("portal %s was not read from a definition", p.ID)
	}
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(p.node); err != nil {
		return nil, fmt.Errorf("print the definition of portal %s: %w", p.ID, err)
	}
	return b.Bytes(), e.Close()
}
