from django.contrib import admin
from django.urls import include, path
from rest_framework.routers import DefaultRouter
from . import views

router = DefaultRouter()
router.register('orders', views.OrderViewSet)
router.register('admin/orders', views.AdminOrderViewSet)
router.register('staff/coupons', views.CouponViewSet)

urlpatterns = [
    path('admin/', admin.site.urls),
    path('api/', include(router.urls)),
    path('api/admin/users/', views.UserList.as_view()),
    path('api/admin/payouts/', views.Payouts.as_view()),
    path('api/admin/tax/', views.Tax.as_view()),
    path('backoffice/export/', views.export),
    path('backoffice/import/', views.load),
    path('backoffice/flags/', views.FlagsView.as_view()),
    path('backoffice/secret/', views.SecretView.as_view()),
    path('staff/refund/<int:pk>/', views.refund),
    path('staff/void/<int:pk>/', views.void),
    path('me/', views.me),
    path('profile/', views.ProfileView.as_view()),
]
