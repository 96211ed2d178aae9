secret_from = "config"
next_page = "https://www.shop.org/v1/search?key=AIzaSyA1_bC2dE3fG4hI5jK6lM7nO8pQ9rS0tU1"  #! medium
deploy = "ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"  #! critical
