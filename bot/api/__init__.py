"""The doors for programs: a REST API, the protocol of OpenAI's clients, and MCP, over the one service and through one check."""
