// Encodes each line anew as the API does, with Go's encoding/json.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var body map[string]map[string][]string
		if err := json.Unmarshal(lines.Bytes(), &body); err != nil {
			fmt.Println(err)
			continue
		}
		encoded, _ := json.Marshal(body)
		fmt.Println(string(encoded))
	}
}
