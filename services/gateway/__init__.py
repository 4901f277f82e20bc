"""The service at the edge: takes messages in over HTTP and delivers answers. It writes deliveries and attempts."""
