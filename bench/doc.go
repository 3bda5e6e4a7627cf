// Package bench measures the product under load: whole lifecycles of wishes through the JSON interface, over a real
// TCP connection, with package client, against the server that app builds. Nothing is stubbed: every request finds its
// session, asks the policy, and every write is journalled and committed durably before it is answered. Beside the
// figures stand the machine's own limits, measured in the same run. README.md says how to read them.
package bench
